// @ts-check

const ROUNDS = 20_000;

/**
 * Weights that are not negative, with which the rows' features come nearest to their values, relative to the values:
 * a small step is to be met as well as a large one. (Coordinate descent; few features, few rows.)
 * @param {{ features: number[], value: number }[]} rows
 * @returns {number[]}
 */
export function fitNonNegative(rows) {
  const scaled = rows.map(({ features, value }) => features.map((feature) => feature / value));
  const count = scaled[0]?.length ?? 0;
  const weights = new Array(count).fill(0);
  const left = scaled.map(() => 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const place = round % count;
    let along = 0;
    let square = 0;
    for (const [index, features] of scaled.entries()) {
      const feature = features[place] ?? 0;
      along += feature * (left[index] ?? 0);
      square += feature * feature;
    }
    if (square === 0) continue;
    const before = weights[place];
    const after = Math.max(0, before + along / square);
    weights[place] = after;
    for (const [index, features] of scaled.entries()) {
      left[index] = (left[index] ?? 0) - (after - before) * (features[place] ?? 0);
    }
  }
  return weights;
}

/** How far the weights miss, as the median of the relative errors. @param {{ features: number[], value: number }[]} rows @param {number[]} weights */
export function medianError(rows, weights) {
  const errors = rows.map(({ features, value }) => {
    const met = features.reduce((sum, feature, index) => sum + feature * (weights[index] ?? 0), 0);
    return Math.abs(met - value) / value;
  });
  return errors.sort((a, b) => a - b)[Math.floor(errors.length / 2)] ?? Number.NaN;
}
