#!/usr/bin/env node
// Records what the CDK makes of an app with a stage and two levels of nested stacks, into tests/data/cloudformation/cdk_assets.
// Run it where `npm install aws-cdk-lib@2.276.0 constructs` was run: `NODE_PATH=$PWD/node_modules node …/tests/record_cdk.js`.
//
// The app is synthesized without the command line's `cdk synth`, so nothing but the manifests says where nested templates are.
const fs = require("fs");
const path = require("path");
const { App, NestedStack, Stack, Stage } = require("aws-cdk-lib");
const { BlockPublicAccess, Bucket } = require("aws-cdk-lib/aws-s3");

class Innermost extends NestedStack {
  constructor(scope, id, logs) {
    super(scope, id);
    new Bucket(this, "Public", { publicReadAccess: true, blockPublicAccess: BlockPublicAccess.BLOCK_ACLS_ONLY });
    new Bucket(this, "Logged", { serverAccessLogsBucket: logs, serverAccessLogsPrefix: "logged/" });
  }
}

class Inner extends NestedStack {
  constructor(scope, id, logs) {
    super(scope, id);
    this.data = new Bucket(this, "Data", { versioned: true });
    new Innermost(this, "Innermost", logs);
  }
}

class Main extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const logs = new Bucket(this, "Logs", { blockPublicAccess: BlockPublicAccess.BLOCK_ALL });
    const inner = new Inner(this, "Inner", logs);
    new Bucket(this, "Copies", { serverAccessLogsBucket: inner.data });
  }
}

const into = path.join(__dirname, "data", "cloudformation", "cdk_assets");
fs.rmSync(into, { recursive: true, force: true });
const app = new App({ outdir: into, analyticsReporting: false });
new Main(new Stage(app, "Prod", { env: { account: "111122223333", region: "eu-west-1" } }), "Main");
app.synth();
const isKept = (name) => name === "manifest.json" || /\.(template|assets)\.json$/.test(name);
for (const entry of fs.readdirSync(into, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  if (entry.isFile() && !isKept(entry.name)) fs.rmSync(file);
  if (entry.name === "manifest.json") shorten(file);
}

/** Takes the report on feature flags out of a manifest: it is most of the file, and nothing reads it. */
function shorten(file) {
  const manifest = JSON.parse(fs.readFileSync(file));
  delete manifest.artifacts["aws-cdk-lib/feature-flag-report"];
  fs.writeFileSync(file, JSON.stringify(manifest, null, 1) + "\n");
}
