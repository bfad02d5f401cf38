import { useCommandOf, useResourceOf } from "@skipruntime-jvm/client/react";
import { useState } from "react";

import type { StarterService } from "./service";

const useCounts = useResourceOf<StarterService>();
const useVoting = useCommandOf<StarterService>();

const choices = ["tea", "coffee", "water"];

/** The counts, which follow the service, and a button for each choice. */
export function Poll() {
  const [voter, setVoter] = useState("me");
  const { data, status } = useCounts("counts");
  const vote = useVoting("vote", {
    // The vote is shown at once. It goes again if the service refuses it.
    optimistic: ({ choice }, expect) =>
      expect("counts", {}, (counts) => [[choice, [(counts.getUnique(choice) ?? 0) + 1]]]),
  });
  const count = (choice: string) => (data?.has(choice) ? data.getUnique(choice) : undefined) ?? 0;
  const most = Math.max(1, ...choices.map(count));
  return (
    <>
      <h1>What shall we drink?</h1>
      <p>
        <label>
          Your name{" "}
          <input value={voter} maxLength={40} onChange={(event) => setVoter(event.target.value)} />
        </label>
      </p>
      <main>
        {choices.map((choice) => (
          <div className="choice" key={choice}>
            {choice}
            <meter max={most} value={count(choice)} aria-label={choice} />
            <span>{count(choice)}</span>
            <button
              aria-label={`Vote for ${choice}`}
              disabled={vote.pending > 0}
              onClick={() => void vote.run({ voter, choice })}
            >
              Vote
            </button>
          </div>
        ))}
      </main>
      <p role="status">{vote.error?.detail ?? (status === "live" ? "live" : `${status}…`)}</p>
    </>
  );
}
