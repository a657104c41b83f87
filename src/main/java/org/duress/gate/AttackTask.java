package org.duress.gate;

import org.duress.model.ImageBatch;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;

/**
 * What an attack is prepared for, the model aside.
 *
 * @param budget what a perturbation may spend
 * @param training all slices of the attacker-training subjects, and of no other
 * @param mostSlices slices of the gate subject that has most
 */
record AttackTask(AttackSpec spec, BudgetSpec budget, ImageBatch training, int mostSlices) {}
