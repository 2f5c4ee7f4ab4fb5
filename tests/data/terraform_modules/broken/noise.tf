<<<<<<< HEAD
locals { anything = "ours" }
=======
locals { anything = "theirs" }
>>>>>>> branch
