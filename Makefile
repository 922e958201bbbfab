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

.PHONY: help run test lint format bench fuzz pictures templates addin office clean

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

test: .venv/.test office  ## 运行全部测试
	@$(BIN)/python -m pytest -q

lint: .venv/.lint  ## 检查排版、常见错误与类型
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary

format: .venv/.lint  ## 按统一格式重排代码
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

bench: .venv/.test  ## 与其他工具比较速度，打印比值
	@$(BIN)/python tests/benchmarks/run.py

fuzz: .venv/.test office  ## 用更多随机数据长时间检验各条定律
	@$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile=fuzz

pictures: .venv/.test office  ## 重画 docs/pictures 里的图片
	@$(PREPARE) screen
	@$(BIN)/python tools/pictures.py
	@$(BIN)/python tools/office_pictures.py

templates: .venv/.test  ## 重画 templates 里的各版式
	@$(BIN)/python tools/draw_templates.py

addin: .venv/.test  ## 重新生成 addin、macros 里由程序生成的文件与图标
	@$(BIN)/python tools/make_addin.py

office:
	@$(PREPARE) office

.venv/.run: $(NEEDS)
	@$(PREPARE) venv ""
	@touch $@

.venv/.test: $(NEEDS)
	@$(PREPARE) venv "[test,bench]"
	@touch .venv/.run $@

.venv/.lint: $(NEEDS)
	@$(PREPARE) venv "[test,bench,lint]"
	@touch .venv/.run .venv/.test $@

clean:  ## 删除虚拟环境与生成的文件
	@rm -rf .venv build dist python/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find python tests tools -name __pycache__ -prune -exec rm -rf {} +
