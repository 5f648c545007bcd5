// The JavaScript SDK sends events to an embedded engine: node send.mjs <receiver> <directory with node_modules>
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [receiverPath, modules] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + "/"));
const { Inngest } = require("inngest");

const receiver = spawn(receiverPath, { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: receiver.stdout })[Symbol.asyncIterator]();
const nextLine = async () => (await lines.next()).value;

const port = await nextLine();
const logger = { info() {}, warn() {}, error() {}, debug() {} };
const clientWith = (eventKey) =>
  new Inngest({ id: "sender", isDev: false, baseUrl: `http://127.0.0.1:${port}`, eventKey, logger });
const client = clientWith("test-event-key");

// One event, with what an envelope may have.
const one = await client.send({ name: "t/serial", id: "own-id", data: { n: 4, other: "é" }, user: { email: "x@example.com" } });
assert.deepEqual(one.ids, ["own-id"]);
assert.deepEqual(JSON.parse(await nextLine()), { id: "own-id", n: 4, user: '{"email":"x@example.com"}' });

// Several at once.
const many = await client.send([1, 2, 3].map((n) => ({ name: "t/serial", data: { n } })));
assert.equal(many.ids.length, 3);
const arrived = [];
for (let i = 0; i < 3; ++i) arrived.push(JSON.parse(await nextLine()));
for (let i = 0; i < 3; ++i) {
  assert.ok(arrived.some((event) => event.id === many.ids[i] && event.n === i + 1), JSON.stringify(arrived));
}

// What is refused is an error in the SDK too.
await assert.rejects(client.send({ name: "inngest/reserved", data: {} }));
await assert.rejects(clientWith("wrong-key").send({ name: "t/serial", data: { n: 1 } }));

receiver.stdin.end();
const status = await new Promise((resolve) => receiver.on("exit", resolve));
assert.equal(status, 0);
console.log("4 events arrived, 2 requests were refused");
