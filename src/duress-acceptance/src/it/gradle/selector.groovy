// Duress's own build needs no Gradle.
return org.duress.consumer.ConsumerProject.gradle() >= 8
