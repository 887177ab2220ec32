#include "learn/schema.h"

/* How well a question is remembered: learn/fsrs.h. */
#define MEMORY \
	"	state INTEGER NOT NULL," \
	"	step INTEGER NOT NULL," \
	"	stability REAL NOT NULL," \
	"	difficulty REAL NOT NULL," \
	"	reps INTEGER NOT NULL," \
	"	lapses INTEGER NOT NULL," \
	"	last_ms INTEGER NOT NULL," \
	"	due_ms INTEGER NOT NULL"

/*
 * Rows are only added; a session alone is updated, by where it stands. Questions
 * and stages are text, so that the log is readable without the quiz.
 */
const char *const schema_steps[] = {
	"CREATE TABLE session ("
	"	id INTEGER PRIMARY KEY,"
	"	quiz TEXT NOT NULL,"
	"	seed INTEGER NOT NULL,"
	"	started_ms INTEGER NOT NULL,"
	"	finished_ms INTEGER,"                    /* NULL: can be resumed */
	"	place TEXT NOT NULL DEFAULT '');"
	"CREATE INDEX session_of_quiz ON session (quiz);"
	"CREATE INDEX session_finished ON session (quiz) WHERE finished_ms IS NOT NULL;"
	"CREATE TABLE answer ("
	"	id INTEGER PRIMARY KEY,"
	"	session INTEGER NOT NULL,"
	"	quiz TEXT NOT NULL,"
	"	question TEXT NOT NULL,"
	"	stage TEXT NOT NULL,"
	"	chosen INTEGER NOT NULL,"                /* -1: skipped */
	"	correct INTEGER NOT NULL,"
	"	confidence INTEGER NOT NULL,"
	"	took_ms INTEGER NOT NULL,"
	"	at_ms INTEGER NOT NULL);"
	"CREATE INDEX answer_of_session ON answer (session, question);"
	"CREATE TABLE flag ("
	"	id INTEGER PRIMARY KEY,"
	"	quiz TEXT NOT NULL,"
	"	question TEXT NOT NULL,"
	"	note TEXT NOT NULL,"
	"	raised INTEGER NOT NULL,"                /* the last row of a question counts */
	"	at_ms INTEGER NOT NULL);"
	"CREATE INDEX flag_of_question ON flag (quiz, question);",

	/* Answers are texts, as there are questions without options. Not by DROP COLUMN: SQLite 3.35. */
	"ALTER TABLE answer RENAME TO answer_before;"
	"CREATE TABLE answer ("
	"	id INTEGER PRIMARY KEY,"
	"	session INTEGER NOT NULL,"
	"	quiz TEXT NOT NULL,"
	"	question TEXT NOT NULL,"
	"	stage TEXT NOT NULL,"
	"	answer TEXT,"                            /* NULL: skipped */
	"	correct INTEGER NOT NULL,"
	"	confidence INTEGER NOT NULL,"
	"	took_ms INTEGER NOT NULL,"
	"	at_ms INTEGER NOT NULL);"
	"INSERT INTO answer SELECT id, session, quiz, question, stage,"
	"	CASE WHEN chosen >= 0 THEN CAST(chosen AS TEXT) END, correct, confidence, took_ms, at_ms"
	"	FROM answer_before;"
	"DROP TABLE answer_before;"
	"CREATE INDEX answer_of_session ON answer (session, question);",

	/* What comes again. A card is replaced by what its last review made of it. */
	"CREATE TABLE review ("
	"	id INTEGER PRIMARY KEY,"
	"	quiz TEXT NOT NULL,"
	"	question TEXT NOT NULL,"
	"	rating INTEGER NOT NULL,"                /* 1 again .. 4 easy; 0: the one before is taken back */
	"	at_ms INTEGER NOT NULL,"
	MEMORY ");"
	"CREATE TABLE card ("
	"	quiz TEXT NOT NULL,"
	"	question TEXT NOT NULL,"
	"	path TEXT NOT NULL,"
	MEMORY ","
	"	PRIMARY KEY (quiz, question)) WITHOUT ROWID;"
	"CREATE INDEX card_due ON card (due_ms);"
	"CREATE INDEX card_of_path ON card (path, due_ms);",
};

const int schema_version = sizeof schema_steps / sizeof *schema_steps;
