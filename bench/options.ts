import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Options = {
  readonly against: readonly string[];
  readonly reference: boolean;
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly runs: number;
  readonly json: string | undefined;
  readonly program: string | undefined;
  readonly without: boolean;
  readonly help: boolean;
};

/** Printed for --help and after a usage error. */
export const USAGE = `npm run bench -- [options]

  --against PEER    also run an installed ergo, ngircd, inspircd, prosody or ejabberd, in turn (repeatable)
  --reference       also run the C reference, the limit of the machine (needs cc)
  --only NAME       only figures whose name starts with NAME (repeatable); --only list prints the names
  --runs N          runs of each figure, 1 to 20 (default 3)
  --quick           small rooms and short runs: does it work, not how fast is it
  --program FILE    measure another build of ours: the path of its cli.js
  --without-causeway  only the others, to look at the benchmark itself
  --json FILE       also write everything measured to FILE
`;

/** Parses the arguments; throws with a message for people. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      against: { type: 'string', multiple: true, default: [] },
      reference: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '3' },
      quick: { type: 'boolean', default: false },
      'without-causeway': { type: 'boolean', default: false },
      json: { type: 'string' },
      program: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1 || runs > 20) throw new Error('--runs takes a number from 1 to 20');
  return { ...values, runs, json: values.json, program: values.program, without: values['without-causeway'] };
}
