def project = org.duress.consumer.ConsumerProject.in(basedir)
assert project.log().contains(
    'EnvironmentException: Duress needs JUnit 5.12 or newer; 5.11.4 is on the class path: set')
assert !project.log().contains('NoSuchMethodError') && !project.log().contains('NoClassDefFoundError')
return true
