def project = org.duress.consumer.ConsumerProject.in(basedir)
assert project.testsRun() == 2
assert project.noise() == []
return true
