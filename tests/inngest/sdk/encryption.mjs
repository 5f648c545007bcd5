// What Inngest's own middleware encrypts we decrypt, and the other way round:
// node encryption.mjs <encryption_peer> <directory with node_modules>
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [peerPath, modules] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + "/"));
const { Inngest } = require("inngest");
const { encryptionMiddleware } = require("@inngest/middleware-encryption");

const KEY = " the key\u2003";
const OLD_KEY = "the old key, of umlauts: äöü";
const logger = { info() {}, warn() {}, error() {}, debug() {} };
const middlewareOf = (options) =>
  new (encryptionMiddleware(options))({ client: new Inngest({ id: "peer", isDev: true, logger }) });
const theirs = middlewareOf({ key: KEY });
const stranger = middlewareOf({ key: "another key" });

const peer = spawn(peerPath, [KEY, OLD_KEY], { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
const nextLine = async () => (await lines.next()).value;
const port = await nextLine();
const ours = async (what, data) => {
  peer.stdin.write(JSON.stringify({ do: what, data }) + "\n");
  return JSON.parse(await nextLine());
};
const isEncrypted = (value) => value.__ENCRYPTED__ === true && value.__STRATEGY__ === "inngest/libsodium";

const values = [1, 0.1, -1e300, true, false, "", "text", "é𝄞\u0000\n", [], {}, { a: [1, { b: null }] }, "x".repeat(100_000)];
let count = 0;
for (const value of values) {
  // Results of steps and functions, whole.
  const theirResult = await theirs.wrapStepHandler({ next: async () => value });
  assert.ok(isEncrypted(theirResult));
  assert.deepEqual(await ours("take", theirResult), { data: value });
  const ourResult = (await ours("give", value)).data;
  assert.ok(isEncrypted(ourResult));
  assert.deepEqual(Object.keys(ourResult), Object.keys(theirResult));
  assert.deepEqual(await theirs.wrapStep({ next: async () => ourResult }), value);
  await assert.rejects(stranger.wrapStep({ next: async () => ourResult }));

  // One member of events, sent and called with.
  const data = { encrypted: value, open: 1 };
  const theirEvent = (await theirs.transformSendEvent({ events: [{ name: "t/event", data }] })).events[0].data;
  assert.ok(isEncrypted(theirEvent.encrypted));
  assert.deepEqual(await ours("receive", theirEvent), { data });
  const theirCall = (await theirs.transformStepInput({ stepInfo: { stepType: "invoke" }, input: [{ payload: { data } }] }))
    .input[0].payload.data;
  assert.deepEqual(await ours("receive", theirCall), { data });
  for (const what of ["send", "call"]) {
    const ourEvent = (await ours(what, data)).data;
    assert.ok(isEncrypted(ourEvent.encrypted));
    assert.equal(ourEvent.open, 1);
    const event = { name: "t/event", data: ourEvent };
    const input = await theirs.transformFunctionInput({ ctx: { event, events: [event] } });
    assert.deepEqual(input.ctx.event.data, data);
    assert.deepEqual(input.ctx.events[0].data, data);
  }
  ++count;
}

// What is not encrypted stays: null is not, on either side.
assert.equal(await theirs.wrapStepHandler({ next: async () => null }), null);
assert.deepEqual(await ours("give", null), { data: null });
assert.deepEqual(await ours("take", { a: 1 }), { data: { a: 1 } });

// The old key still reads; another does not, nor what was changed, cut or made with the first strategy.
const old = middlewareOf({ key: OLD_KEY });
assert.deepEqual(await ours("take", await old.wrapStepHandler({ next: async () => "old" })), { data: "old" });
const fresh = (await ours("give", "new")).data;
await assert.rejects(old.wrapStep({ next: async () => fresh }));
const refused = async (value) => assert.match((await ours("take", value)).error, /^an encrypted value can not be read: /);
await refused(await stranger.wrapStepHandler({ next: async () => "secret" }));
const good = await theirs.wrapStepHandler({ next: async () => "secret" });
const swapped = good.data[40] === "A" ? "B" : "A";
await refused({ ...good, data: good.data.slice(0, 40) + swapped + good.data.slice(41) });
await refused({ ...good, data: good.data.slice(0, 44) });
await refused({ ...good, data: "" });
const first = middlewareOf({ key: KEY, legacyV0Service: { forceEncryptWithV0: true } });
await refused(await first.wrapStepHandler({ next: async () => "secret" }));

// The SDK sends an event to the engine, whose handler gets it in plain.
const client = new Inngest({
  id: "sender", isDev: false, baseUrl: `http://127.0.0.1:${port}`, eventKey: "any", logger,
  middleware: [encryptionMiddleware({ key: KEY })],
});
await client.send({ name: "t/sent", data: { encrypted: { card: "4111" }, open: true } });
assert.deepEqual(JSON.parse(await nextLine()), { encrypted: { card: "4111" }, open: true });

peer.stdin.end();
const status = await new Promise((resolve) => peer.on("exit", resolve));
assert.equal(status, 0);
console.log(`${count} values went both ways, 5 were refused`);
