package org.duress.gate;

import org.duress.model.ImageBatch;
import org.duress.spec.AttackSpec;

/**
 * What an attack is prepared for, the model aside.
 *
 * @param training all slices of the attacker-training subjects, and of no other
 * @param mostSlices slices of the gate subject that has most
 */
record AttackTask(AttackSpec spec, ImageBatch training, int mostSlices) {}
