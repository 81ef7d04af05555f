import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { nginxMain } from '../../packages/server/test/support/nginx-main.ts';
import { describeWith, nginxPath } from '../../packages/server/test/support/services.ts';
import { clientKinds, Player } from '../support/company.ts';
import { findFreePort } from '../support/free-port.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url));

describeWith('nginx', 'behind the nginx of three nodes', () => {
  const players: Player[] = [];
  let server: ServerProcess | undefined;
  let proxy: { process: ChildProcess; folder: string } | undefined;

  afterEach(async () => {
    await Promise.all(players.splice(0).map((player) => player.leave()));
    proxy?.process.kill('SIGTERM');
    if (proxy !== undefined) rmSync(proxy.folder, { recursive: true, force: true, maxRetries: 5 });
    await server?.dispose();
  });

  /** The configuration as it is, but for names of machines that are not here. Two of the three nodes do not answer. */
  async function startProxy(node: number): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'parlance-proxy-'));
    const port = await findFreePort();
    const rules = readFileSync(join(deploy, 'compose/three-nodes.nginx.conf'), 'utf8')
      .replaceAll('/etc/nginx/parlance/', join(deploy, 'nginx/'))
      .replaceAll('one:5000', `127.0.0.1:${node}`)
      .replaceAll(/(two|three):5000/g, '127.0.0.1:1')
      .replace('listen 8080', `listen 127.0.0.1:${port}`);
    writeFileSync(join(folder, 'nginx.conf'), nginxMain(folder, rules));
    const child = spawn(nginxPath() ?? '', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', `${folder}/log`]);
    proxy = { process: child, folder };
    const url = `http://127.0.0.1:${port}`;
    await waitUntil('nginx', async () => (await fetch(`${url}/health`)).ok);
    return url;
  }

  test('clients on every transport are live, and hear at once what the others say', async () => {
    server = await startServerProcess({ env: { TRUST_PROXY: '1' } });
    const url = await startProxy(server.port);
    for (const kind of clientKinds) players.push(new Player(`by-${kind}`, url, kind));
    await Promise.all(players.map((player) => player.enter()));
    const [first] = players;
    const user_ids = players.slice(1).map((player) => player.id);
    const { conversation } = await (first as Player).client.createGroup({ name: 'Behind', user_ids });
    for (const player of players) {
      await waitUntil(`${player.name} to see the group`, () => player.client.conversations.get().length > 0);
      player.open(conversation.id);
      player.says(conversation.id, `${player.name} is here`);
    }
    const all = players.length;
    await waitUntil(
      'everybody to see what everybody said',
      () =>
        players.every(
          (player) => player.shows(conversation.id).filter((view) => view.status === 'sent').length === all,
        ),
      { within: 20_000 },
    );
  });

  test('what is the server’s own stays inside', async () => {
    server = await startServerProcess();
    const url = await startProxy(server.port);
    for (const path of ['/metrics', '/ready']) expect((await fetch(url + path)).status).toBe(404);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});
