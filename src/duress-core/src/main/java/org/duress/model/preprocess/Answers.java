package org.duress.model.preprocess;

/**
 * What a model answers.
 *
 * @param classes background included
 * @param organs whether each organ's values are for itself (a sigmoid), so that probabilities that are averaged are an
 *     organ's against the background alone
 */
record Answers(int classes, boolean organs) {}
