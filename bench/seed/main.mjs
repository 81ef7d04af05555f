// @ts-check
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { growConversation } from './grow-conversation.mjs';
import { seedConversation } from './seed-conversation.mjs';

const { values } = parseArgs({ options: { 'data-dir': { type: 'string' }, messages: { type: 'string' } } });
const dataDirectory = values['data-dir'];
const messages = Number(values.messages ?? 100_000);
if (dataDirectory === undefined || !Number.isInteger(messages) || messages < 1) {
  console.error('node bench/seed/main.mjs --data-dir <new folder> [--messages <n>, 100000 unless told otherwise]');
  process.exit(2);
}
mkdirSync(dataDirectory, { recursive: true });
const { conversationId } = await seedConversation(dataDirectory);
const state = await growConversation(dataDirectory, { conversationId, until: { messages } });
console.log(`${dataDirectory}: ${state.messages} messages, ${state.megabytes.toFixed(0)} MB.`);
