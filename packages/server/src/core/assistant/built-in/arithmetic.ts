import type { Said } from './said.ts';

const LONGEST = 200;
const DEEPEST = 40;
/** Written with the signs of arithmetic, and no calculation. */
const DATE_OR_TIME = /\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}\/\d{1,2}\/\d{2,4}\b|\b\d{1,2}:\d{2}\b/;

type Token = number | '+' | '-' | '*' | '/' | '%' | '^' | '(' | ')' | 'sqrt';

/** Calculates: “2 + 3 * 4”, “what is 15 % of 80”, “square root of 2”. */
export function answerArithmetic({ plain }: Said): string | undefined {
  if (plain.length > LONGEST || DATE_OR_TIME.test(plain)) return undefined;
  const text = withDigits(plain);
  if (!/\d/.test(text)) return undefined;
  const expression = toExpression(text);
  const tokens = tokenise(expression);
  if (tokens === undefined || !tokens.some((token) => typeof token !== 'number' && token !== '(' && token !== ')')) {
    return undefined;
  }
  const result = calculate(tokens);
  if (result === undefined) return undefined;
  if (!Number.isFinite(result)) return 'That has no result: it divides by zero, or is too large for me.';
  return `${expression.replaceAll('*', '×').replace(/\s+/g, ' ').trim()} = ${toText(result)}`;
}

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const NUMBER_WORDS = new RegExp(
  `\\b(?:(${TENS.join('|')})(?:[ -](${SMALL.slice(1, 10).join('|')}))?|(${SMALL.join('|')}))\\b`,
  'g',
);

/** “twenty plus two” as “20 plus 2”; only where signs of arithmetic follow as words, or “one thing” would be a number. */
function withDigits(plain: string): string {
  if (
    !/\b(plus|minus|times|divided|multiplied|half|double|twice|squared|cubed)\b|\d [-+*/x] |^[a-z]+ [-+*/] /.test(plain)
  )
    return plain;
  return plain.replace(NUMBER_WORDS, (_, tens?: string, ones?: string, small?: string) => {
    if (small !== undefined) return String(SMALL.indexOf(small));
    return String((TENS.indexOf(tens ?? '') + 2) * 10 + Math.max(0, SMALL.indexOf(ones ?? '')));
  });
}

function toExpression(plain: string): string {
  return plain
    .replace(/^(what is|what are|how much is|how much are|calculate|compute|solve|evaluate|what does)\s+/, '')
    .replace(/(\s+(equal|equals|make))?\s*=?$/, '')
    .replace(/(\d+(?:\.\d+)?)\s*(?:%|percent)\s+of\s+/g, '$1 / 100 * ')
    .replace(/^(\d+(?:\.\d+)?)\s*([-+])\s*(\d+(?:\.\d+)?)\s*(?:%|percent)$/, '$1 * (1 $2 $3 / 100)')
    .replace(/\bhalf (?:of )?(?=[\d(])/g, '1 / 2 * ')
    .replace(/\b(?:twice|double)(?: of)? (?=[\d(])/g, '2 * ')
    .replace(/\b(?:the )?square root of\b|√/g, 'sqrt ')
    .replace(/\bsquared\b/g, '^ 2')
    .replace(/\bcubed\b/g, '^ 3')
    .replace(/\b(to the power of|power)\b|\*\*/g, '^')
    .replace(/\b(times|multiplied by)\b|[×·]|(?<=\d)\s*x\s*(?=\d)/g, ' * ')
    .replace(/\b(divided by|over)\b|[÷:]/g, ' / ')
    .replace(/\bplus\b/g, '+')
    .replace(/\bminus\b|[−–]/g, '-')
    .replace(/\b(modulo|mod)\b/g, '%')
    .replace(/(?<=\d),(?=\d{3}\b)/g, '');
}

function tokenise(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let rest = text;
  for (;;) {
    rest = rest.trimStart();
    if (rest === '') return tokens;
    const match = /^(?:(\d+(?:\.\d+)?|\.\d+)|(sqrt)\b|([-+*/%^()]))/.exec(rest);
    if (match === null) return undefined;
    tokens.push(match[1] === undefined ? (match[0] as Token) : Number(match[1]));
    rest = rest.slice(match[0].length);
  }
}

/** undefined where the tokens are no expression. */
function calculate(tokens: readonly Token[]): number | undefined {
  let at = 0;
  let depth = 0;

  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-')
      value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const product = (): number => {
    let value = signed();
    for (;;) {
      const operator = tokens[at];
      if (operator !== '*' && operator !== '/' && operator !== '%') return value;
      at += 1;
      const right = signed();
      if (operator === '*') value *= right;
      else value = operator === '/' ? value / right : value % right;
    }
  };
  const signed = (): number => {
    if (tokens[at] === '-' || tokens[at] === '+') return deeper(() => (tokens[at++] === '-' ? -signed() : signed()));
    const base = single();
    if (tokens[at] !== '^') return base;
    at += 1;
    return deeper(() => base ** signed());
  };
  const single = (): number => {
    const token = tokens[at++];
    if (typeof token === 'number') return token;
    if (token === 'sqrt') return deeper(() => Math.sqrt(signed()));
    if (token !== '(') throw new SyntaxError('no number here');
    const value = deeper(sum);
    if (tokens[at++] !== ')') throw new SyntaxError('no closing bracket');
    return value;
  };
  const deeper = (work: () => number): number => {
    depth += 1;
    if (depth > DEEPEST) throw new SyntaxError('too deep');
    const value = work();
    depth -= 1;
    return value;
  };

  try {
    const value = sum();
    return at === tokens.length ? value : undefined;
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}

function toText(value: number): string {
  // Twelve digits hide what binary fractions add: 0.1 + 0.2.
  return String(Number(value.toPrecision(12)));
}
