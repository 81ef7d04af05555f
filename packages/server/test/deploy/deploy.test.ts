import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fields } from '../../src/config/fields.ts';
import { nginxMain } from '../support/nginx-main.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { describeWith, nginxPath, systemdAnalyzePath } from '../support/services.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { deployFiles, deployFolder, readDeployFile, readYaml } from './deploy-files.ts';

const repository = join(deployFolder, '..');
const YAML_FILES = deployFiles('.yaml');

interface Manifest {
  kind: string;
  metadata: { name: string };
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs by kind, and the tests say what they expect of it.
  spec?: any;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

/** Metrics that are there only where nodes may be several. */
const OF_SEVERAL_NODES = /^parlance_(bus_|nodes$|tokens_)/;

describe('what watches the server', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
    // A job, so that its metrics have something to show.
    await server.core.store.transaction((tx) => tx.enqueue({ kind: 'message.translate', payload: {} }));
  });

  afterAll(() => server.stop());

  test('names only metrics that the server has', async () => {
    const { series } = await readMetrics(server);
    expect(expressions().length).toBeGreaterThan(20);
    const named = namesInExpressions().filter(({ name }) => !OF_SEVERAL_NODES.test(name));
    expect(named.filter(({ name }) => !series.has(name))).toEqual([]);
    expect(metricsIn('rate(parlance_no_such_total{type="x"}[5m])')).toEqual(['parlance_no_such_total']);
  });

  test('groups by labels that the metrics have', async () => {
    // `outcome` is there once a job has run, `le` belongs to every histogram, the rest is Prometheus's own.
    const known = new Set([...(await readMetrics(server)).labels, 'outcome', 'le', 'job', 'instance']);
    const used = expressions().flatMap(({ expression }) => [
      ...[...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/)),
      ...[...expression.matchAll(/[{,]\s*(\w+)\s*=~?"/g)].map(([, label = '']) => label),
    ]);
    expect(used).toContain('kind');
    expect(used.filter((label) => !known.has(label))).toEqual([]);
  });
});

describeOnPostgres('what watches several nodes', (create) => {
  test('names only metrics that they have', async () => {
    const { url = '' } = await create();
    const server = await startTestServer({ DATABASE_URL: url });
    try {
      const { series } = await readMetrics(server);
      const named = namesInExpressions().filter(({ name }) => OF_SEVERAL_NODES.test(name));
      expect(named.length).toBeGreaterThan(3);
      expect(named.filter(({ name }) => !series.has(name))).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});

async function readMetrics({ url }: TestServer): Promise<{ series: Set<string>; labels: Set<string> }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const declared = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return {
    series: new Set(declared.flatMap(([, name = '', type]) => seriesOf(name, type))),
    labels: new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label)),
  };
}

/** What alerts and panels ask, each with its name. */
function expressions(): { place: string; expression: string }[] {
  const [alerts] = readYaml<{ groups: { rules: { alert: string; expr: string }[] }[] }>(
    'prometheus/parlance.alerts.yaml',
  );
  const dashboard = JSON.parse(readDeployFile('grafana/parlance.json')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  return [
    ...alerts!.groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ place: alert, expression: expr }))),
    ...dashboard.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ place: title, expression: expr })),
    ),
  ];
}

function namesInExpressions(): { place: string; name: string }[] {
  return expressions().flatMap(({ place, expression }) => metricsIn(expression).map((name) => ({ place, name })));
}

/** A histogram’s and a summary’s names in queries. */
function seriesOf(name: string, type: string | undefined): string[] {
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === 'summary' ? [name, `${name}_sum`, `${name}_count`] : [name];
}

function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/\b(?:parlance|nodejs|process)_\w+/g)].map(([name]) => name);
}

describe('every file', () => {
  test.each(YAML_FILES)('%s is YAML', (path) => {
    expect(readYaml(path).length).toBeGreaterThan(0);
  });

  test('sets only what the configuration knows', () => {
    const ofCompose = ['compose/one-node.yaml', 'compose/three-nodes.yaml'].flatMap((path) => {
      const [file] = readYaml<{ services: Record<string, { image: string; environment?: object }> }>(path);
      const own = Object.values(file!.services).filter(({ image }) => image === 'parlance');
      expect(own.length).toBeGreaterThan(0);
      return own.flatMap(({ environment }) => Object.keys(environment ?? {}));
    });
    const ofKubernetes = manifests().flatMap(({ data, stringData }) => Object.keys({ ...data, ...stringData }));
    const ofSystemd = [...readDeployFile('systemd/parlance.env').matchAll(/^(\w+)=/gm)].map(([, name = '']) => name);
    const ofImage = /^ENV (.*)$/m
      .exec(readDeployFile('Dockerfile'))![1]!
      .split(' ')
      .map((pair) => pair.split('=')[0]!);
    const all = [...ofCompose, ...ofKubernetes, ...ofSystemd, ...ofImage];
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((name) => name !== 'NODE_ENV' && !Object.hasOwn(fields, name))).toEqual([]);
  });

  test('behind a proxy on the same machine the doors for this machine are closed', () => {
    const settings = readDeployFile('systemd/parlance.env');
    expect(settings).toMatch(/^HOST=127\.0\.0\.1$/m);
    expect(settings).toMatch(/^PASSWORDLESS=off$/m);
    expect(settings).toMatch(/^DIRECTORY=closed$/m);
  });
});

test('the image copies only what is there, and runs as nobody special', () => {
  const text = readDeployFile('Dockerfile');
  const copied = [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, list = '']) => list.split(' '));
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  const kept = [...readDeployFile('Dockerfile.dockerignore').matchAll(/^!(.*)$/gm)].map(([, path = '']) => path);
  expect(copied.filter((path) => !kept.some((one) => path === one || path.startsWith(`${one}/`)))).toEqual([]);
  expect(text.lastIndexOf('USER node')).toBeGreaterThan(text.lastIndexOf('FROM '));
});

const manifests = () =>
  deployFiles('.yaml')
    .filter((path) => path.startsWith('kubernetes/') && !path.endsWith('kustomization.yaml'))
    .flatMap((path) => readYaml<Manifest>(path));

describe('the Kubernetes manifests', () => {
  const find = (kind: string, name = 'parlance') =>
    manifests().find((one) => one.kind === kind && one.metadata.name === name)!;

  test('are all listed, and hang together', () => {
    const [list] = readYaml<{ resources: string[] }>('kubernetes/kustomization.yaml');
    const files = deployFiles('.yaml').filter((path) => path.startsWith('kubernetes/'));
    expect(
      list!.resources
        .map((path) => `kubernetes/${path}`)
        .concat('kubernetes/kustomization.yaml')
        .sort(),
    ).toEqual(files);
    const { template, selector } = find('Deployment').spec;
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(find('Service').spec.selector).toEqual(selector.matchLabels);
    expect(find('PodDisruptionBudget').spec.selector).toEqual(selector);
    const [container] = template.spec.containers;
    expect(find('Service').spec.ports[0].targetPort).toBe(container.ports[0].name);
    const referred = container.envFrom.flatMap((source: object) => Object.entries(source));
    for (const [key, { name }] of referred as [string, { name: string }][]) {
      expect(find(key === 'secretRef' ? 'Secret' : 'ConfigMap', name)).toBeDefined();
    }
    const claim = template.spec.volumes[0].persistentVolumeClaim.claimName;
    expect(find('PersistentVolumeClaim', claim).spec.accessModes).toEqual(['ReadWriteMany']);
  });

  test('an upgrade takes no node away before the next is there, and gives it the time that a stop may take', () => {
    const { strategy, template } = find('Deployment').spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    const program = readFileSync(join(repository, 'packages/server/src/serve.ts'), 'utf8');
    const limit = Number(/STOP_LIMIT = ([\d_]+);/.exec(program)![1]!.replaceAll('_', '')) / 1_000;
    const pause = Number(template.spec.containers[0].lifecycle.preStop.exec.command[1]);
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(limit + pause);
    const unit = readDeployFile('systemd/parlance.service');
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1])).toBeGreaterThan(limit);
  });

  test('ask routes that the server answers', async () => {
    const server = await startTestServer();
    try {
      const [container] = find('Deployment').spec.template.spec.containers;
      const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((name) => container[name].httpGet.path);
      for (const path of [...probes, '/metrics']) expect((await fetch(server.url + path)).status, path).toBe(200);
      expect((await fetch(`${server.url}/no-such-probe`)).status).toBe(404);
    } finally {
      await server.stop();
    }
  });

  test('forbid what the pods need not do', () => {
    const { securityContext, containers, automountServiceAccountToken } = find('Deployment').spec.template.spec;
    expect(securityContext.runAsNonRoot).toBe(true);
    expect(automountServiceAccountToken).toBe(false);
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});

describeWith('nginx', 'nginx', () => {
  test('takes the configuration for one machine', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parlance-nginx-'));
    try {
      const key = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
      const name = ['-subj', '/CN=chat.example.org', '-days', '1'];
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...key, ...name], { stdio: 'ignore' });
      const include = join(deployFolder, 'nginx/parlance.conf');
      const local = readFileSync(include, 'utf8')
        .replaceAll('/etc/nginx/parlance/', join(deployFolder, 'nginx/'))
        .replaceAll('/etc/ssl/parlance/', `${folder}/`);
      writeFileSync(join(folder, 'nginx.conf'), nginxMain(folder, local));
      const { stderr, status } = spawnSync(nginxPath()!, ['-t', '-p', folder, '-c', join(folder, 'nginx.conf')], {
        encoding: 'utf8',
      });
      expect(stderr).toContain('test is successful');
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describeWith('systemd-analyze', 'systemd', () => {
  test('takes the unit, and finds little that it could do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parlance-systemd-'));
    try {
      const unit = join(folder, 'parlance.service');
      // Where Node is, differs from machine to machine, and verify looks.
      writeFileSync(unit, readDeployFile('systemd/parlance.service').replace('/usr/bin/node', process.execPath));
      const verified = spawnSync(systemdAnalyzePath()!, ['verify', unit], { encoding: 'utf8' });
      expect(`${verified.stdout}${verified.stderr}`).toBe('');
      const options = ['security', '--offline=true', '--threshold=20', unit];
      expect(spawnSync(systemdAnalyzePath()!, options, { encoding: 'utf8' }).status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
