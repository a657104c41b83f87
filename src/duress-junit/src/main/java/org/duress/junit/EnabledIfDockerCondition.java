package org.duress.junit;

import org.duress.model.host.Containers;
import org.duress.spec.DuressProperties;

/** See {@link EnabledIfDocker}. */
final class EnabledIfDockerCondition extends MachineCondition {
    EnabledIfDockerCondition() {
        this(context -> Containers.whyNone());
    }

    EnabledIfDockerCondition(Check check) {
        super("a Docker engine answers", DuressProperties.REQUIRE_DOCKER, check);
    }
}
