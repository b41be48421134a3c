"""Makes what AWS is given: one zip with every function, one CloudFormation template; the same twice."""
