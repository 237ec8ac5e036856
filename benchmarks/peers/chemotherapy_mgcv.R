library(mgcv)
set.seed(1)
n <- 10000
weeks <- 52
odds <- function(p) log(p / (1 - p))
normal <- function(mean, var) rnorm(n, mean, sqrt(var))
risk <- rbeta(n, 53, 60)
hospital <- rbeta(n, 44, 10)
death <- rbeta(n, 9, 36)
novel <- plogis(odds(risk) + rnorm(n, log(0.54), 0.3))
home <- rbeta(n, 38.5, 144.8333)
ward <- rbeta(n, 20.6327, 667.1247)
prices <- cbind(normal(830, 150), normal(2400, 1880), normal(1710, 760))
well <- rbeta(n, 23.03, 0.47)
ill <- rbeta(n, 6.65, 2.85)
bed <- rbeta(n, 1.8, 4.2)
rate <- rgamma(n, 2.25625, 47.5)
sick <- 1 - (1 - hospital)^(1 / weeks)
dies <- 1 - (1 - death)^(1 / weeks)
states <- cbind(rep(1, n), 0, 0, 0)
total <- states
for (week in 1:weeks) {
  a <- states[, 1]; b <- states[, 2]; c <- states[, 3]; d <- states[, 4]
  states <- cbind(a * (1 - home) * (1 - sick), a * sick + b * (1 - ward) * (1 - dies),
                  a * home * (1 - sick) + b * ward * (1 - dies) + c * exp(-rate / 52),
                  d + b * dies + c * -expm1(-rate / 52))
  total <- total + states
}
net <- function(p, drug, threshold = 20000) {
  alive <- 1 - p * states[, 4]
  care <- p * (prices[, 1] * total[, 1] + prices[, 2] * total[, 2] + prices[, 3] * states[, 4]) / 52
  cost <- drug + care - alive * expm1(-38 * rate) * prices[, 3]
  years <- p * (ill * total[, 1] + bed * total[, 2] + well * total[, 3]) + (1 - p) * well * (weeks + 1)
  later <- alive * ill * (exp(-2 * rate) - exp(-40 * rate)) / rate
  threshold * (years / 52 + later) - cost
}
lead <- net(novel, 1985) - net(risk, 120)
print(mean(pmax(lead, 0)) - max(mean(lead), 0))
known <- fitted(gam(lead ~ s(novel, bs = "cr")))
print(mean(pmax(known, 0)) - max(mean(known), 0))
