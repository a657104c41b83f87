def project = org.duress.consumer.ConsumerProject.in(basedir)
assert project.testsRun() == 1
assert project.noise() == []
return true
