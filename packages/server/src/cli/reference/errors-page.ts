import { closeReasons, errorCatalogue } from '@parlance/protocol';

const INTRODUCTION = `# Errors of v1

A request that fails is answered with an RFC 9457 problem (\`application/problem+json\`; on the socket, the \`error\` of the
acknowledgement). \`code\` is stable and is one of these; \`detail\` says what was wrong in this very request, \`field\` points
into the input, \`retry_after_ms\` says when to try again. This page is generated from \`packages/protocol/src/errors.ts\`.
`;

const CLOSING = `
## Why a connection is closed

A connection that the server closes gets \`bye\` with one of these reasons first.

| reason | |
| --- | --- |
`;

/** `docs/errors.md`. */
export function renderErrorsPage(): string {
  const codes = Object.entries(errorCatalogue).map(
    ([code, { status, title }]) => `| <a id="${code}"></a>\`${code}\` | ${status} | ${title} |`,
  );
  const reasons = Object.entries(closeReasons).map(([reason, text]) => `| \`${reason}\` | ${text} |`);
  const table = `\n| code | status | |\n| --- | --- | --- |\n${codes.join('\n')}\n`;
  return `${INTRODUCTION}${table}${CLOSING}${reasons.join('\n')}\n`;
}
