import { formatNote, formatProblem } from '../../config/problem.ts';
import type { ChosenConfig } from '../context.ts';
import type { Finding } from './finding.ts';

/** Is the configuration one that the server would start with? */
export function checkConfig({ loaded, path }: ChosenConfig): readonly Finding[] {
  const name = path ?? 'the trial settings (no causeway.toml here)';
  if (!loaded.ok)
    return loaded.problems.map((problem) => ({ grade: 'FAIL', area: 'config', text: formatProblem(problem) }));
  const notes = loaded.notes.map((note): Finding => {
    return { grade: note.grade === 'warning' ? 'WARN' : 'skip', area: 'config', text: formatNote(note) };
  });
  return [{ grade: 'ok', area: 'config', text: `${name}: ${loaded.config.domain}` }, ...notes];
}
