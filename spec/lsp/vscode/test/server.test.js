// The server as the official client library for JavaScript sees it.
"use strict";
const { test } = require("node:test");
const assert = require("node:assert");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const lsp = require("vscode-languageserver-protocol/node");

const repository = path.join(__dirname, "..", "..", "..", "..");

test("a fault is shown, explained and mended", async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "ftpspec-"));
  const file = path.join(dir, "tiny.yaml");
  const text = fs.readFileSync(path.join(repository, "spec", "decode", "testdata", "base.yaml"), "utf8").replace("needs: [logged-in, writable]", "needs: [loged-in, writable]");
  fs.writeFileSync(file, text);
  const uri = pathToFileURL(file).toString();
  const server = spawn(process.env.FTPSPEC || path.join(repository, "bin", "ftpspec"), ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = lsp.createProtocolConnection(new lsp.StreamMessageReader(server.stdout), new lsp.StreamMessageWriter(server.stdin));
  const shown = new Promise((resolve) => connection.onNotification(lsp.PublishDiagnosticsNotification.type, (p) => p.diagnostics.length && resolve(p)));
  connection.listen();

  const { capabilities } = await connection.sendRequest(lsp.InitializeRequest.type, { processId: process.pid, rootUri: null, capabilities: {} });
  assert.ok(capabilities.hoverProvider && capabilities.renameProvider.prepareProvider);
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: "yaml", version: 1, text } });
  const { diagnostics } = await shown;
  assert.match(diagnostics[0].message, /unknown need "loged-in"; did you mean "logged-in"\?/);
  const actions = await connection.sendRequest(lsp.CodeActionRequest.type, { textDocument: { uri }, range: diagnostics[0].range, context: { diagnostics } });
  assert.strictEqual(actions[0].edit.changes[uri][0].newText, "logged-in");
  await connection.sendRequest(lsp.ShutdownRequest.type);
  const ended = new Promise((resolve) => server.on("exit", resolve));
  await connection.sendNotification(lsp.ExitNotification.type);
  assert.strictEqual(await ended, 0);
});
