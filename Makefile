# make run 与 make test 会自己准备好所需的一切；准备好之后再运行只需片刻。
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PREPARE := bash tools/prepare.sh
NEEDS := setup.cfg setup.py tools/prepare.sh
SAMPLES := build/samples
SUMMARY := build/汇总.xlsx

.PHONY: help run test lint format bench laws fuzz mess mutants validate fresh pictures site release templates addin office browser wps clean

help:  ## 显示本说明
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: .venv/.run  ## 用样例数据填出各版式的工作簿，并汇总成一份
	@rm -rf $(SAMPLES) && mkdir -p $(SAMPLES)
	@for sample in templates/*/sample.json; do \
	    layout=$$(basename "$$(dirname "$$sample")"); \
	    $(BIN)/zpb new "$$layout" --data "$$sample" -o "$(SAMPLES)/$$layout.xlsx"; \
	done
	@$(BIN)/zpb merge $(SAMPLES) -o $(SUMMARY)
	@echo "各单位的样例工作簿：$(CURDIR)/$(SAMPLES)"
	@echo "汇总成的工作簿：$(CURDIR)/$(SUMMARY)"

test: .venv/.test office browser wps  ## 运行全部测试
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not (benchmark or pictures or alone)"
	@$(BIN)/python -m pytest -q -m "alone and not (benchmark or pictures)" \
	    $$(grep -rl --include='test_*.py' 'mark\.alone' tests)

lint: .venv/.lint  ## 检查排版、常见错误与类型
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary

format: .venv/.lint  ## 按统一格式重排代码
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

bench: .venv/.test  ## 与其他工具比较速度，打印比值
	@$(BIN)/python tests/benchmarks/run.py

laws: .venv/.test office  ## 用更多随机数据长时间检验各条定律
	@$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile=laws

fuzz: .venv/.test  ## 把各种文件弄坏一小时，看程序怎样对待（MINUTES=5 只试五分钟）
	@$(BIN)/python tests/fuzz/run.py $(or $(MINUTES),60)

mess: .venv/.test  ## 造出一万份弄乱的工作簿，看有没有读错而不说的（BOOKS=500 只造五百份，SEED=7 重造那一批）
	@$(BIN)/python tests/template/mess.py --books $(or $(BOOKS),10000) $(if $(SEED),--seed $(SEED))

kills: .venv/.test  ## 汇总进行到一半时强行结束 50 次，看再次运行的结果是否照旧
	@ZPB_KILLS=50 $(BIN)/python -m pytest -q tests/merge/test_killed.py

mutants: .venv/.mutants  ## 把程序改坏一处，看测试抓不抓得住（ROOM=domain 只看一个房间，ALL=1 不抽样）
	@$(BIN)/python tools/mutants.py $(ROOM)

validate: .venv/.test  ## 用微软的 Open XML 校验器检验各种输出（有 npm 时）
	@validator=$$($(PREPARE) validator); \
	    [ -z "$$validator" ] || $(BIN)/python tests/lint/run.py "$$validator"

fresh:  ## 在一台空的 Debian 里从克隆开始运行 make run 与 make test（要 root）
	@bash tools/fresh.sh

pictures: .venv/.test office browser  ## 重画 docs/pictures 里的图片
	@$(PREPARE) screen
	@$(BIN)/python tools/pictures.py
	@$(BIN)/python tools/draw_map.py
	@$(BIN)/python tools/office_pictures.py
	@$(BIN)/python tools/walk_pictures.py

site: .venv/.site  ## 把手册写成网页，放在 site，从文件夹里就能打开
	@$(BIN)/python -m mkdocs build --quiet --config-file tools/site/mkdocs.yml
	@echo "手册：$(CURDIR)/site/index.html"

# 刚检查过的可以不再检查：make release CHECKS=
CHECKS := lint test validate mutants fresh
release: $(CHECKS) site .venv/.release  ## 全部检查一遍，写出 dist 里的程序包、源码包、安装包等，再在空的环境里试（SIGN=密钥 签名，PYTHON_WINDOWS 等=放进安装包的 Python）
	@$(if $(strip $(CHECKS)),,echo "没有检查：lint、test、validate、mutants、fresh。")
	@$(BIN)/python tools/release.py

templates: .venv/.test  ## 重画 templates 里的各版式与报告提纲，更新手册里的版式一览
	@$(BIN)/python tools/draw_templates.py
	@$(BIN)/python tools/draw_outlines.py
	@$(BIN)/python tools/list_layouts.py

addin: .venv/.test  ## 重新生成 addin、macros 里由程序生成的文件与图标
	@$(BIN)/python tools/make_addin.py

office:
	@$(PREPARE) office

browser:
	@$(PREPARE) browser

wps:
	@$(PREPARE) wps

.venv/.run: $(NEEDS)
	@$(PREPARE) venv ""
	@touch $@

.venv/.test: $(NEEDS)
	@$(PREPARE) venv "[test,bench]"
	@touch .venv/.run $@

.venv/.lint: $(NEEDS)
	@$(PREPARE) venv "[test,bench,lint]"
	@touch .venv/.run .venv/.test $@

.venv/.site: $(NEEDS)
	@$(PREPARE) venv "[site]"
	@touch .venv/.run $@

.venv/.release: $(NEEDS)
	@$(PREPARE) venv "[site,release]"
	@touch .venv/.run .venv/.site $@

.venv/.mutants: $(NEEDS)
	@$(PREPARE) venv "[test,bench,mutants]"
	@touch .venv/.run .venv/.test $@

clean:  ## 删除虚拟环境与生成的文件
	@rm -rf .venv build dist site python/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find python tests tools -name __pycache__ -prune -exec rm -rf {} +
