package org.duress.spec.read;

import org.duress.spec.AttackSpec;
import org.duress.spec.key.Section;

/** Understands the block {@code attack} of a spec. */
final class AttackParser {
    private AttackParser() {}

    static AttackSpec attack(Section attack) {
        try {
            return AttackSpec.of(attack);
        } catch (IllegalArgumentException e) {
            // A record refuses what does not go together, and names the component first, which is a key.
            String reason = String.valueOf(e.getMessage());
            String[] named = reason.split(" ", 2);
            throw attack.find(named[0])
                    .map(setting -> setting.error(named[1]))
                    .orElseGet(() -> attack.block().origin().error("'attack' is refused: " + reason));
        }
    }
}
