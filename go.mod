module github.com/wvm-project/wvm

go 1.26
