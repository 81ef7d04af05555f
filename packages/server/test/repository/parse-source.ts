import { parseAst } from 'vitest/node';
import type { SourceFile } from './source-tree.ts';

/** What a file takes from elsewhere: the module as written, and the names it takes from it (`*` for all of it). */
export interface Import {
  specifier: string;
  names: string[];
  isType: boolean;
}

/** What the rules need to know of one file. */
export interface ParsedSource {
  path: string;
  imports: Import[];
  /** It touches `process.env`, in whatever spelling. */
  readsEnvironment: boolean;
  /** It uses the global `fetch`, or `request`/`get` of Node's http modules. */
  callsOut: boolean;
}

interface Node {
  type: string;
  [key: string]: unknown;
}

const HTTP_MODULES = /^(node:)?(http|https|http2)$/;
const HTTP_CALLS = new Set(['request', 'get', 'connect', '*', 'default']);

/**
 * Parses one TypeScript file. With a real parser and not with patterns, so that comments, strings and templates neither
 * hide a violation nor look like one. Throws on a syntax error.
 */
export function parseSource(file: SourceFile): ParsedSource {
  const program = parseAst(file.text, { lang: file.path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
  const parsed: ParsedSource = { path: file.path, imports: [], readsEnvironment: false, callsOut: false };
  visit(program, undefined, '', parsed);
  if (parsed.imports.some(takesHttpCall)) parsed.callsOut = true;
  if (parsed.imports.some((one) => /^(node:)?process$/.test(one.specifier) && one.names.includes('env'))) {
    parsed.readsEnvironment = true;
  }
  return parsed;
}

function visit(node: Node, parent: Node | undefined, key: string, parsed: ParsedSource): void {
  const found = findImport(node);
  if (found !== undefined) parsed.imports.push(found);
  if (isMember(node, 'process', 'env') || isUnpackedEnvironment(node)) parsed.readsEnvironment = true;
  if (isGlobalFetch(node, parent, key)) parsed.callsOut = true;
  for (const [childKey, child] of Object.entries(node)) {
    for (const one of Array.isArray(child) ? child : [child]) {
      if (isNode(one)) visit(one, node, childKey, parsed);
    }
  }
}

function findImport(node: Node): Import | undefined {
  const source = node.source ?? node.argument;
  const specifier = isNode(source) ? findString(source) : undefined;
  if (specifier === undefined) return undefined;
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier, names: toNames(node.specifiers), isType: node.importKind === 'type' };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return { specifier, names: ['*'], isType: node.exportKind === 'type' };
    case 'ImportExpression':
      return { specifier, names: ['*'], isType: false };
    case 'TSImportType':
      return { specifier, names: ['*'], isType: true };
    default:
      return undefined;
  }
}

function toNames(specifiers: unknown): string[] {
  if (!Array.isArray(specifiers)) return [];
  return specifiers.filter(isNode).map((specifier) => {
    if (specifier.type === 'ImportDefaultSpecifier') return 'default';
    if (specifier.type === 'ImportNamespaceSpecifier') return '*';
    return isNode(specifier.imported) ? String(specifier.imported.name) : '*';
  });
}

function takesHttpCall({ specifier, names, isType }: Import): boolean {
  return !isType && HTTP_MODULES.test(specifier) && names.some((name) => HTTP_CALLS.has(name));
}

function isGlobalFetch(node: Node, parent: Node | undefined, key: string): boolean {
  if (isMember(node, 'globalThis', 'fetch')) return true;
  if (node.type !== 'Identifier' || node.name !== 'fetch') return false;
  // `store.fetch`, `{ fetch: … }`, a method or a type's member called fetch: names of something else.
  return !(key === 'property' || key === 'key' || key === 'imported' || parent?.type.startsWith('TS') === true);
}

function isMember(node: Node, object: string, property: string): boolean {
  if (node.type !== 'MemberExpression' || !isNode(node.object) || !isNode(node.property)) return false;
  const name = node.computed === true ? findString(node.property) : node.property.name;
  return node.object.name === object && name === property;
}

/** `const { env } = process`, under whatever name the environment then goes. */
function isUnpackedEnvironment(node: Node): boolean {
  if (node.type !== 'VariableDeclarator' || !isNode(node.init) || node.init.name !== 'process') return false;
  const properties = isNode(node.id) && Array.isArray(node.id.properties) ? node.id.properties.filter(isNode) : [];
  return properties.some(({ key }) => isNode(key) && key.name === 'env');
}

function findString(node: Node): string | undefined {
  if (isNode(node.literal)) return findString(node.literal);
  return typeof node.value === 'string' ? node.value : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
