/** A blueprint of so many apps without secrets, in rows of ten: each waits for two of the row before. Written as in a file. */
export function rowsOfTen(size: number): object {
  const name = (index: number) => `app-${index}`;
  const apps = Array.from({ length: size }, (_, index) => {
    const beside = index % 10 === 9 ? index - 19 : index - 9;
    const after = index < 10 ? [] : [name(index - 10), name(beside)];
    return [name(index), { task: { kind: "lambda", function: name(index) }, after, expectedSeconds: 1 + (index % 7) }];
  });
  return { name: "bench", apps: Object.fromEntries(apps) };
}
