package org.duress.net.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeEnvironmentTest {
    private static String getenv(String name) {
        return NativeLibrary.getInstance("c").getFunction("getenv").invokeString(new Object[] {name}, false);
    }

    @Test
    void aVariableThatIsNotSetIsSetForTheLibrariesOfThisProcess() {
        assertThat(NativeEnvironment.offer("DURESS_NATIVE_ENVIRONMENT_TEST", "offered"))
                .isTrue();
        assertThat(getenv("DURESS_NATIVE_ENVIRONMENT_TEST")).isEqualTo("offered");
    }

    @Test
    void whatIsSetStays() {
        String before = System.getenv("PATH");
        assertThat(NativeEnvironment.offer("PATH", "offered")).isFalse();
        assertThat(getenv("PATH")).isEqualTo(before);
    }
}
