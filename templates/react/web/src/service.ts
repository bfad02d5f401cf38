// The types of StarterService. Printed by `io.skipruntime.typescript.Types starter.StarterService`, of the artifact skip-typescript.
export interface StarterService {
  inputs: {
    votes: { key: string; value: string };
  };
  resources: {
    counts: { params: Record<string, never>; key: string; value: number };
  };
  commands: {
    vote: { params: { voter: string; choice: string }; result: string };
  };
}
