import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end. With `quiet` its output is kept and returned instead of shown. A signal that would end this
 * process ends the program first, so that no half-finished installation goes on behind a start that was given up.
 * Resolves to `{ code, output }`; a program that cannot be started is code 127 with the reason as output.
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false, onInterrupt = () => {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));

    let interruptedBy;
    const interrupt = (signal) => {
      interruptedBy = signal;
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, interrupt);

    const finish = (code, extra = '') => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
      if (interruptedBy !== undefined) {
        onInterrupt();
        process.exit(128 + constants.signals[interruptedBy]);
      }
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') + extra });
    };
    child.on('error', (error) => finish(127, `${command}: ${error.message}\n`));
    child.on('close', (code, signal) => finish(code ?? 128 + constants.signals[signal]));
  });
}

/** Runs a script of an installed package, e.g. `runTool('vitest/vitest.mjs', ['run'])`, without npx's start-up time. */
export function runTool(script, args, options) {
  return run(process.execPath, [`${root}/node_modules/${script}`, ...args], options);
}

/** Runs npm, by the very file that started this script when there is one: then it is also found on Windows. */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) return run(process.execPath, [npm, ...args], options);
  return run('npm', args, options);
}
