// @ts-check
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { spawnProgram } from '../process/spawn-server.mjs';
import { namedScenes } from './named-scenes.mjs';

const SERVER = fileURLToPath(new URL('../peers/flask/server.py', import.meta.url));
/** The system's python, for which apt-get installs; another may come before it in PATH. */
const PYTHON = '/usr/bin/python3';

/** @type {import('../types.ts').Target} */
export const flask = {
  id: 'flask',
  wire: 'socketio',
  workloads: ['A', 'A-low', 'B', 'C', 'D', 'Q'],
  missing: () =>
    spawnSync(PYTHON, ['-c', 'import flask_socketio, eventlet'], { stdio: 'ignore' }).status === 0
      ? undefined
      : 'apt-get install python3-flask-socketio python3-eventlet',
  start: (options = {}) =>
    spawnProgram(
      { name: 'Flask-SocketIO', prepare: () => ({ program: PYTHON, args: [SERVER], environment: {} }) },
      options,
    ),
  ...namedScenes,
};
