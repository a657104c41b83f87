package org.duress.net.device;

import java.util.List;
import org.duress.DuressException;
import org.duress.base.EnumWords;

/** What the property {@code duress.device} can ask for. */
enum DeviceRequest {
    AUTO,
    CPU,
    GPU;

    String value() {
        return EnumWords.of(this);
    }

    static DeviceRequest parse(String value) {
        return EnumWords.parse(List.of(values()), value)
                .orElseThrow(() -> new DuressException(Device.PROPERTY + "=" + value + " is unknown; use "
                        + EnumWords.alternatives(List.of(values()))));
    }
}
