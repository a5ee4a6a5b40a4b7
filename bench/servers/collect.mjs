// Preloaded into a Node.js server under measurement (--expose-gc): SIGUSR2 collects garbage, so that its resident
// memory is what it uses and not what it has not yet given back.
process.on('SIGUSR2', () => globalThis.gc?.());
