/*
 * Writes fsrs.tsv: random reviews as ts-fsrs 5.4.2 schedules them, the oracle for src/learn/fsrs.c.
 *
 *	npm install --prefix DIR ts-fsrs@5.4.2
 *	NODE_PATH=DIR/node_modules node tests/data/fsrs.js > tests/data/fsrs.tsv
 *	NODE_PATH=DIR/node_modules node tests/data/fsrs.js SEED REVIEWS > FILE
 *	build/release/unit/learn_fsrs FILE
 *
 * A line is a review: rating, ms since the last one (the first: since the epoch), and the
 * retrievability just before it; then the card: state, step, stability, difficulty, reps,
 * lapses, ms from now until due. An empty line ends a card.
 */
const { fsrs, createEmptyCard, State, FSRSVersion } = require("ts-fsrs");

const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR, YEAR = 365 * DAY;
const scheduler = fsrs();
const seed = Number(process.argv[2] ?? 1), reviews = Number(process.argv[3] ?? 4000);

/* mulberry32: the same numbers everywhere. */
let state = seed;
function random() {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const between = (low, high) => Math.floor(low + random() * (high - low));
const pick = (list) => list[between(0, list.length)];

/* A card's own habit: how often each rating, from hopeless to easy. */
const HABITS = [[6, 2, 2, 0], [2, 2, 5, 1], [1, 1, 8, 1], [1, 1, 2, 6], [1, 1, 1, 1], [0, 5, 4, 1]];
function rate(habit) {
	let left = random() * habit.reduce((a, b) => a + b);
	return 1 + Math.max(0, habit.findIndex((share) => (left -= share) < 0));
}

const GAPS = [
	() => between(0, 10 * MINUTE),
	() => between(MINUTE, 12 * HOUR),
	() => between(DAY - HOUR, DAY + HOUR),
	() => between(DAY, 40 * DAY),
	() => between(0, 20 * YEAR),
	() => -between(1, HOUR),                       // the clock was put back
	(wait) => Math.max(0, wait - 1),
	(wait) => wait + between(0, DAY),
	(wait) => Math.floor(wait * (0.3 + 2 * random())),
];
const sameDay = (a, b) => Math.floor(a / DAY) === Math.floor(b / DAY);
function pause(last, due) {
	const gap = random() < 0.4 ? due - last : pick(GAPS)(due - last);
	return gap < 0 && !sameDay(last, last + gap) ? 0 : gap;   // ts-fsrs refuses another day
}

function play(length) {
	const start = between(-10 * YEAR, 100 * YEAR), habit = pick(HABITS);
	let card = createEmptyCard(new Date(start)), last = 0;
	for (let i = 0; i < length; i++) {
		const gap = card.state === State.New ? start : pause(last, card.due.getTime());
		const now = new Date(last + gap), rating = rate(habit);
		const chance = scheduler.get_retrievability(card, now, false);
		card = scheduler.next(card, now, rating).card;
		last = now.getTime();
		const wait = card.due.getTime() - last;
		console.log([rating, gap, chance, card.state, card.learning_steps, card.stability,
			card.difficulty, card.reps, card.lapses, wait].join("\t"));
	}
	console.log();
}

console.log(`# Written by fsrs.js with ts-fsrs ${FSRSVersion}, seed ${seed}\n`);
for (let left = reviews, length; left > 0; left -= length)
	play((length = Math.min(left, between(1, 40))));
