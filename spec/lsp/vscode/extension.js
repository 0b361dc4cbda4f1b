// The extension starts `ftpspec lsp` for YAML files, and shows the chart of a spec beside the file. Everything else is the
// server's and the client library's.
"use strict";
const fs = require("node:fs");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function activate(context) {
  const server = { command: vscode.workspace.getConfiguration("ftpspec").get("path"), args: ["lsp"] };
  client = new LanguageClient("ftpspec", "ftpspec", server, {
    documentSelector: [{ scheme: "file", language: "yaml" }, { scheme: "file", language: "go" }],
    middleware: {
      // The chart of a lens is shown in the window; the server would open a browser.
      executeCommand: (command, args, next) => (command === "ftpspec.chart" ? showChart(args[0]) : next(command, args)),
    },
  });
  const charts = new Map(); // the panels, by the document that they were opened for

  async function draw(panel, uri) {
    const file = await client.sendRequest("workspace/executeCommand", { command: "ftpspec.chart", arguments: [uri, "quiet"] });
    panel.webview.html = fs.readFileSync(file, "utf8");
  }

  async function showChart(uri) {
    let panel = charts.get(uri);
    if (!panel) {
      const options = { enableScripts: true, retainContextWhenHidden: true };
      panel = vscode.window.createWebviewPanel("ftpspec.chart", "Chart", vscode.ViewColumn.Beside, options);
      panel.onDidDispose(() => charts.delete(uri));
      charts.set(uri, panel);
    }
    await draw(panel, uri);
    panel.reveal(undefined, true);
  }

  context.subscriptions.push(
    vscode.commands.registerCommand("ftpspec.showChart", () => {
      const editor = vscode.window.activeTextEditor;
      return editor && showChart(editor.document.uri.toString());
    }),
    vscode.commands.registerCommand("ftpspec.restart", () => client.restart()),
    vscode.workspace.onDidSaveTextDocument(() => Promise.all([...charts].map(([uri, panel]) => draw(panel, uri)))),
  );
  await client.start();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
