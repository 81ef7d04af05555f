const MINIMUM = [20, 19];

/**
 * Stops with a plain sentence on a Node that is too old. Without it an old Node fails later, in the middle of an
 * installation or with a syntax error in somebody else's package, and says nothing about the cause.
 */
export function requireNodeVersion(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return;
  console.error(
    `Parlance needs Node ${MINIMUM.join('.')} or later, and this is Node ${version}. ` +
      'Install a newer one (https://nodejs.org, or your version manager) and run the same command again.',
  );
  process.exit(1);
}
