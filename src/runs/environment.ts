/** What commands inherit: without what the editor says to its own children, and what ReNAS says to its own. */
export function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|RENAS_(?!CACHE$|TRAINING$|ENGINES$))/.test(name),
  );
  return Object.fromEntries(own);
}
