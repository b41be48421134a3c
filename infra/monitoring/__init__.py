"""What Prometheus and Grafana are given for one server: the alarms of infra/alarms.toml as rules, and a dashboard."""
