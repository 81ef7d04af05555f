import { resolveRelative } from './import-rules.ts';
import type { ParsedSource } from './parse-source.ts';

/**
 * The circles of relative imports among the files, each as `a.ts → b.ts → a.ts`. Imports of types count: they vanish when
 * the code runs, but two files that need each other's words are one file in two pieces.
 */
export function findCycles(sources: readonly ParsedSource[]): string[] {
  const graph = new Map(sources.map((source) => [source.path, neighboursOf(source)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  for (const path of graph.keys()) follow(path, [], graph, done, cycles);
  return cycles;
}

function follow(
  path: string,
  trail: readonly string[],
  graph: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
  cycles: string[],
): void {
  const start = trail.indexOf(path);
  if (start >= 0) {
    cycles.push([...trail.slice(start), path].join(' → '));
    return;
  }
  if (done.has(path)) return;
  for (const next of graph.get(path) ?? []) follow(next, [...trail, path], graph, done, cycles);
  done.add(path);
}

function neighboursOf(source: ParsedSource): string[] {
  return source.imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => resolveRelative(source.path, specifier));
}
