// placeholder type until the planning core lands
export type Accounts = { accounts: { name: string }[] };
