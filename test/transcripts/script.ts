/**
 * A transcript: what people type and what they see, on both wires, in plain text.
 *
 *     # A title, and the clause that it shows
 *     [irc] alice                  a client; `[irc account]` logs in, `[irc cap=a,b]` asks for capabilities
 *     [xmpp] bob                   logs in as account bob with the resource `bob`
 *     alice > PRIVMSG #r :hi       sends
 *     bob < <message …/>           is the next frame
 *     bob ~ <message …/>           is among the frames received, in any order; it is taken out
 *     bob ! PATTERN                no frame received matches
 *     bob .                        nothing more has arrived
 *     bob ...                      throws away what has arrived
 *
 * A line that begins with a tab goes on with the line before. `*` matches anything, `$name` captures on its first use and
 * must be equal afterwards, also in what is sent. `\x01` is that byte. XML patterns name what must be there: more attributes and children may be.
 */
export interface Script {
  readonly title: string;
  readonly cast: readonly Actor[];
  readonly steps: readonly Step[];
}

export interface Actor {
  readonly name: string;
  /** The account; the name unless `as=` says otherwise. */
  readonly account: string;
  readonly wire: 'irc' | 'xmpp';
  readonly isAccount: boolean;
  readonly capabilities: readonly string[];
}

export type StepKind = 'send' | 'next' | 'any' | 'never' | 'silence' | 'drop';

export interface Step {
  readonly line: number;
  readonly actor: string;
  readonly kind: StepKind;
  readonly text: string;
}

const marks: Record<string, StepKind> = {
  '>': 'send',
  '<': 'next',
  '~': 'any',
  '!': 'never',
  '.': 'silence',
  '...': 'drop',
};

export function parseScript(text: string): Script {
  const cast: Actor[] = [];
  const steps: Step[] = [];
  let title = '';
  text.split('\n').forEach((typed, index) => {
    const line = typed.replaceAll('\\x01', '\x01');
    const previous = steps.at(-1);
    if (line.startsWith('\t') && previous)
      steps[steps.length - 1] = { ...previous, text: previous.text + line.slice(1) };
    else if (line.startsWith('#')) title ||= line.slice(1).trim();
    else if (line.startsWith('[')) cast.push(parseActor(line));
    else if (line.trim() !== '') steps.push(parseStep(line, index + 1));
  });
  const strangers = steps.filter(({ actor }) => !cast.some(({ name }) => name === actor));
  if (strangers[0]) throw new Error(`line ${strangers[0].line}: nobody is called ${strangers[0].actor}`);
  return { title, cast, steps };
}

function parseActor(line: string): Actor {
  const [, words = '', name = ''] = /^\[([^\]]*)\]\s*(\S+)\s*$/.exec(line) ?? [];
  const options = words.split(/\s+/);
  const valueOf = (key: string): string | undefined =>
    options.find((each) => each.startsWith(`${key}=`))?.slice(key.length + 1);
  const wire = options[0];
  if ((wire !== 'irc' && wire !== 'xmpp') || name === '') throw new Error(`not a client: ${line}`);
  return {
    name,
    account: valueOf('as') ?? name,
    wire,
    isAccount: wire === 'xmpp' || options.includes('account') || valueOf('as') !== undefined,
    capabilities: valueOf('cap')?.split(',') ?? [],
  };
}

function parseStep(line: string, number: number): Step {
  const [, actor = '', mark = '', text = ''] = /^(\S+) (\.\.\.|[><~!.])(?: (.*))?$/.exec(line) ?? [];
  const kind = marks[mark];
  if (!kind) throw new Error(`line ${number}: not understood: ${line}`);
  return { line: number, actor, kind, text };
}
