def project = org.duress.consumer.ConsumerProject.in(basedir)
assert project.testsRun() == 2
assert project.noise() == []
assert project.log() =~ /train attacker \d+\/100, about \d+ \w+ left/

project.useRepositories(settings as File, localRepositoryPath, ordinary)
project.run(readme as File, 'exec.args=export')
assert project.files('out/images', '.nii.gz') == project.files('out/labels', '.nii.gz')
assert !project.files('out/images', '.nii.gz').empty
project.run(readme as File, 'allure-commandline')
project.run(readme as File, 'bin/allure')
assert project.files('reports/allure', 'index.html') == ['index.html']
return true
