/** What a rationed or throttled call of the Selling Partner API came to. 429 is a normal answer. */
export type Answered<T> = { kind: 'answered'; value: T; rateLimitPerSecond?: number | undefined } | { kind: 'throttled' };
