'use strict';
/**
 * Loaded before everything else in a process (NODE_OPTIONS=--require, which threads and children inherit): moves the clock by
 * VOICE_CALLS_CLOCK_OFFSET_MS. It still runs, and timers and performance.now() are as they were.
 */
const offset = Number(process.env.VOICE_CALLS_CLOCK_OFFSET_MS);

if (Number.isFinite(offset) && offset !== 0) {
	const RealDate = Date;
	const now = () => RealDate.now() + offset;
	// One prototype for both, so that dates made by Node.js itself are instances of Date as well.
	globalThis.Date = new Proxy(RealDate, {
		construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
		apply: (target) => new target(now()).toString(),
		get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
	});
	RealDate.prototype.constructor = globalThis.Date;
}
