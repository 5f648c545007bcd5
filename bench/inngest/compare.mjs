// Puts our endpoint and the JavaScript SDK's under the same load: a recorded call with 0, 10 and 500 memoised steps, by
// wrk over loopback. Needs wrk (Debian: wrk) and, in the directory where it is run or in NODE_PATH, the npm packages
// inngest and express.
//
//   node compare.mjs <inngest_bench> [seconds for each]

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const CONNECTIONS = 16;
const [endpoint, seconds = '5'] = process.argv.slice(2);
if (!endpoint) throw new Error('usage: node compare.mjs <inngest_bench> [seconds for each]');

/// The last call of the recorded loop, with so many steps in place of its three.
function request(steps) {
  const recorded = JSON.parse(readFileSync(join(HERE, '../../tests/protocol/transcripts/loop.json'), 'utf8'));
  const { body } = recorded.at(-1).request;
  const hash = (i) => createHash('sha1').update(i === 0 ? 'same' : `same:${i}`).digest('hex');
  const hashes = Array.from({ length: steps }, (_, i) => hash(i));
  delete body.ctx.fn_id; // no checkpoints: nothing is there to take them
  body.ctx.stack = { current: steps, stack: hashes };
  body.steps = Object.fromEntries(hashes.map((id, i) => [id, { data: i }]));
  for (const event of [body.event, ...body.events]) event.data.n = steps;
  return { body: JSON.stringify(body), answer: JSON.stringify(hashes.map((_, i) => i)) };
}

function start(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}`)));
  });
}

const kilobytes = (pid, name) =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

const UNITS = { us: 1e-3, ms: 1, s: 1e3 };
function latency(report, percent) {
  const [, value, unit] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(report);
  return Number(value) * UNITS[unit];
}

async function measure(name, command, args, port, directory) {
  const child = await start(command, [...args, String(port)]);
  const url = `http://127.0.0.1:${port}/api/inngest?fnId=transcripts-loop&stepId=step`;
  const idle = kilobytes(child.pid, 'VmRSS');
  const figures = [];
  for (const steps of [0, 10, 500]) {
    const { body, answer } = request(steps);
    const headers = { 'content-type': 'application/json', 'x-inngest-req-version': '2' };
    const ask = () => fetch(url, { method: 'POST', headers, body });
    const response = await ask().catch(ask); // its connection may have been closed meanwhile
    const text = await response.text();
    if (response.status !== 200 || text !== answer) throw new Error(`${name} answers ${response.status} ${text.slice(0, 300)}`);
    const script = join(directory, 'post.lua');
    writeFileSync(
      script,
      `wrk.method = "POST"\nwrk.body = [==[${body}]==]\nwrk.headers["Content-Type"] = "application/json"\n` +
        'wrk.headers["X-Inngest-Req-Version"] = "2"\n',
    );
    const load = (time) =>
      spawnSync('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${time}s`, '--latency', '-s', script, url], { encoding: 'utf8' }).stdout;
    load(1); // so that code is compiled and memory is there
    const report = load(seconds);
    if (/Non-2xx/.test(report)) throw new Error(`${name}: ${report}`);
    figures.push({
      steps,
      rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(report)[1]),
      median: latency(report, 50),
      slowest: latency(report, 99),
      bytes: body.length,
    });
  }
  const result = { name, idle, most: kilobytes(child.pid, 'VmHWM'), figures };
  child.removeAllListeners('exit');
  child.stdin.end();
  child.kill();
  return result;
}

const directory = mkdtempSync(join(tmpdir(), 'inngest-bench-'));
try {
  const ours = await measure('ours', endpoint, [], 39990, directory);
  const peer = await measure('JavaScript', process.execPath, [join(HERE, 'peers/node.mjs')], 39991, directory);
  for (const [i, { steps, bytes }] of ours.figures.entries()) {
    const [a, b] = [ours.figures[i], peer.figures[i]];
    for (const { name, figure } of [{ name: ours.name, figure: a }, { name: peer.name, figure: b }]) {
      console.log(
        `${steps} steps, ${bytes} bytes, ${name}: ${figure.rate.toFixed(0)} requests/s, ` +
          `median ${figure.median.toFixed(2)} ms, 99 % ${figure.slowest.toFixed(2)} ms`,
      );
    }
    console.log(`  ${(a.rate / b.rate).toFixed(1)} times as many (goal 20)`);
  }
  for (const { name, idle, most } of [ours, peer]) {
    console.log(`${name}: ${(idle / 1024).toFixed(0)} MB resident at first, ${(most / 1024).toFixed(0)} MB at most`);
  }
  console.log(`  memory: ${(ours.most / peer.most).toFixed(3)} times (goal 0.1)`);
} finally {
  rmSync(directory, { recursive: true });
}
