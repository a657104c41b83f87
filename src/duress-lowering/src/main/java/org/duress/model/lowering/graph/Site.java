package org.duress.model.lowering.graph;

import org.duress.DuressException;

/**
 * Where an operator stands, and what to do without it: all that messages say.
 *
 * @param file how messages name the file
 * @param position in the file
 * @param operator how messages name the operator: position, name and type
 * @param type of the operator
 * @param instead what to do about an operator that cannot be lowered
 */
public record Site(String file, int position, String operator, String type, String instead) {
    /** What to throw where the core cannot do this, whatever the image size. */
    public DuressException refused(String why) {
        return refused(why, instead);
    }

    /** The same with other advice. */
    public DuressException refused(String why, String whatToDo) {
        return new DuressException(
                "file " + file + ", " + operator + ": " + why + ", which is not supported; " + whatToDo);
    }
}
