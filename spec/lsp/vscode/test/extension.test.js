// The extension in an editor that is not there: what it registers is what package.json promises.
"use strict";
const { test } = require("node:test");
const assert = require("node:assert");
const Module = require("node:module");

test("the commands of package.json are there, and the server is started", async () => {
  const registered = {};
  const started = [];
  const pages = [];
  const subscription = { dispose() {} };
  class LanguageClient {
    constructor(id, name, server, options) { started.push({ server, options }); }
    async start() { started.push("started"); }
    async sendRequest(method, params) { pages.push(params); return __filename; }
  }
  const panel = { webview: {}, onDidDispose() {}, reveal() {} };
  const vscode = {
    workspace: { getConfiguration: () => ({ get: () => "/usr/bin/ftpspec" }), onDidSaveTextDocument: () => subscription },
    commands: { registerCommand: (name, run) => { registered[name] = run; return subscription; } },
    window: { createWebviewPanel: () => panel, activeTextEditor: { document: { uri: "file:///spec/ftp.yaml" } } },
    ViewColumn: { Beside: -2 },
  };
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? vscode : name === "vscode-languageclient/node" ? { LanguageClient } : load(name, ...rest));
  try {
    await require("../extension.js").activate({ subscriptions: [] });
  } finally {
    Module._load = load;
  }
  const promised = require("../package.json").contributes.commands.map((c) => c.command);
  assert.deepStrictEqual(Object.keys(registered).sort(), promised.sort());
  assert.deepStrictEqual(started[0].server, { command: "/usr/bin/ftpspec", args: ["lsp"] });
  assert.strictEqual(started[1], "started");
  await registered["ftpspec.showChart"]();
  assert.deepStrictEqual(pages, [{ command: "ftpspec.chart", arguments: ["file:///spec/ftp.yaml", "quiet"] }]);
  assert.match(panel.webview.html, /an editor that is not there/);
});
