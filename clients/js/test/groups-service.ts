/** The types of GroupsService. Generated; do not edit. */
export interface GroupsService {
  readonly inputs: {
    readonly users: {
      readonly key: number;
      readonly value: User;
    };
    readonly groups: {
      readonly key: number;
      readonly value: Group;
    };
  };
  readonly resources: {
    readonly active_friends: {
      readonly params: number;
      readonly key: number;
      readonly value: number;
    };
    readonly users: {
      readonly params: Record<string, never>;
      readonly key: number;
      readonly value: User;
    };
  };
}

export interface User {
  readonly name: string;
  readonly active: boolean;
  readonly friends: readonly number[];
}

export interface Group {
  readonly name: string;
  readonly members: readonly number[];
}
