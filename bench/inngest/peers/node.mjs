// The same function on the JavaScript SDK and express.
//
//   node node.mjs <port>

import { createRequire } from 'node:module';

// Where the benchmark is run, or in NODE_PATH.
const require = createRequire(process.cwd() + '/');
const express = require('express');
const { Inngest } = require('inngest');
const { serve } = require('inngest/express');

const client = new Inngest({ id: 'transcripts', isDev: true, logger: { info() {}, warn() {}, error() {}, debug() {} } });
const loop = client.createFunction({ id: 'loop', triggers: [{ event: 't/loop' }] }, async ({ event, step }) => {
  const results = [];
  for (let i = 0; i < event.data.n; ++i) results.push(await step.run('same', () => i));
  return results;
});

const app = express();
app.use(express.json({ limit: '10mb' }));
app.use('/api/inngest', serve({ client, functions: [loop] }));
app.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
process.stdin.on('end', () => process.exit(0)).resume();
