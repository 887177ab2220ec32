/*
 * The tables of the answer log, as the steps that lead there from an empty file.
 *
 * Step i takes a log of version i to version i + 1 (SQLite's user_version). A
 * step that has shipped never changes: what comes later is a new step.
 */
#ifndef LEARN_SCHEMA_H
#define LEARN_SCHEMA_H

extern const char *const schema_steps[];
extern const int schema_version;   /* the number of steps */

#endif
