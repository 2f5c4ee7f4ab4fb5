never_null = null
