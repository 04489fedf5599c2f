// State that outlives the component that first asks for it.

/**
 * What `make` makes, owned by nobody: the derived values of a class that is made while a component is set up would stop with that
 * component, and be stale on the next screen.
 */
export function outlive<T extends object>(make: () => T): T {
  let made: T | undefined;
  $effect.root(() => {
    made = make();
  });
  return made ?? make(); // Compiled without effects, as for tests, nothing owns anything.
}
