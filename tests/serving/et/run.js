// Loads the add-in as WPS does, presses its buttons one after the other, and tells what came of it.
// Standard input: {state, addin, python, lacks, acts: [{press | select | run, answers, leave}]}.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const http = require("node:http");
const vm = require("node:vm");
const { webcrypto } = require("node:crypto");
const { makeApplication } = require("./fake.js");

/** As much of it as the add-in uses; what it sends is what a page that is a file sends. */
class XMLHttpRequest {
  constructor() { this.head = { Origin: "null" }; this.status = 0; this.responseText = ""; }
  open(method, address) { this.method = method; this.address = address; }
  setRequestHeader(name, value) { this.head[name] = value; }
  send(body) {
    const data = Buffer.from(body, "utf8");
    const call = http.request(this.address, { method: this.method, headers: { ...this.head, "Content-Length": data.length }, timeout: this.timeout }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const open = answer.headers["access-control-allow-origin"];
        // A browser shows no answer that is not opened to the page.
        if (open !== "null") { this.onerror(); return; }
        this.status = answer.statusCode; this.responseText = Buffer.concat(parts).toString("utf8"); this.onload();
      });
    });
    call.on("error", () => this.onerror());
    call.end(data);
  }
}

async function main() {
  const given = JSON.parse(fs.readFileSync(0, "utf8"));
  const answers = [];
  const lacks = new Set(given.lacks);
  const { application, app } = makeApplication(given.state, answers, lacks, given.python);
  let pending = 0;
  const context = vm.createContext({
    Application: application, wps: application, XMLHttpRequest, TextEncoder, crypto: webcrypto, console,
    alert: (text) => app.alerts.push(text),
    setTimeout: (work, pause) => { pending += 1; setTimeout(async () => { await work(); pending -= 1; }, Math.min(pause, 50)); },
    document: {
      createElement: () => ({}),
      head: { appendChild(script) { load(script.src.split("?")[0]); script.onload(); } },
    },
  });
  const load = (name) => vm.runInContext(fs.readFileSync(path.join(given.addin, name), "utf8"), context, { filename: name });
  const page = fs.readFileSync(path.join(given.addin, "index.html"), "utf8");
  for (const [, name] of page.matchAll(/<script src="([^"]+)"/g)) load(name);
  vm.runInContext("OnAddinLoad({})", context);
  const idle = () => !vm.runInContext("busy", context) && !pending;
  for (const act of given.acts) {
    if (act.select) [given.state.front, given.state.selected] = act.select;
    answers.splice(0, answers.length, ...(act.answers || []));
    if (act.press) {
      vm.runInContext(`OnAction({Id: ${JSON.stringify(act.press)}})`, context);
      // While the service works, the user goes to another book.
      if (act.leave) given.state.path = act.leave;
      do { await new Promise((done) => setTimeout(done, 5)); } while (!idle());
      app.log.push(`pressed ${act.press}`);
    }
    if (act.run) app.log.push(String(await vm.runInContext(act.run, context)));
  }
  const pane = { ...application.PluginStorage };
  process.stdout.write(JSON.stringify({ ...app, state: given.state, status: application.StatusBar, pane: Object.keys(pane).length }));
}

main().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1); });
