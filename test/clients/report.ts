/** Checks that are counted, each on a line of its own, with the totals at the end. */
export interface Report {
  /** Runs a check; a failure is told and counted, and false returned. */
  check(what: string, act: () => Promise<void> | void): Promise<boolean>;
  skip(what: string, reason: string): void;
  /** Writes `N passed, N failed, N skipped`; returns the exit code. */
  finish(): number;
}

export function createReport(write: (line: string) => void): Report {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    async check(what, act) {
      const began = performance.now();
      try {
        await act();
      } catch (error) {
        counts.failed++;
        write(`FAIL ${what}\n${String(error instanceof Error ? error.stack : error).replace(/^/gm, '    ')}`);
        return false;
      }
      counts.passed++;
      write(`ok   ${what} (${Math.round(performance.now() - began)} ms)`);
      return true;
    },
    skip(what, reason) {
      counts.skipped++;
      write(`skip ${what}: ${reason}`);
    },
    finish() {
      write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
      return counts.failed > 0 ? 1 : 0;
    },
  };
}
